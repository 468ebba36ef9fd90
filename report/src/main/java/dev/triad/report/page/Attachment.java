// SPDX-License-Identifier: Apache-2.0
package dev.triad.report.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// How a page comes by its sounds and pictures.
///
/// @param folder the page's, when they lie beside it; null when it has their bytes inside
public record Attachment(@Nullable Path folder) {
    /// All within the page.
    public static final Attachment INSIDE = new Attachment(null);

    /// In files beside the page or below it.
    ///
    /// @param page the page's file
    public static Attachment beside(Path page) throws IOException {
        var folder = page.toAbsolutePath().getParent();
        if (folder == null) throw new IOException(page + ": has no folder");
        return new Attachment(folder);
    }

    /// A picture. On a narrow screen it keeps a size at which its text can be read, and is moved sideways.
    ///
    /// @param png its file
    /// @param says what it shows, for whoever cannot see it
    public Html picture(Path png, String says) throws IOException {
        return new Html("<img alt=\"" + Html.escape(says) + "\" src=\"" + address(png, "image/png") + "\">")
                .in("div class=\"wide\"");
    }

    /// A player of a sound.
    public Html sound(Path wav) throws IOException {
        return new Html("<audio controls preload=\"metadata\" src=\"" + address(wav, "audio/wav") + "\"></audio>");
    }

    private String address(Path file, String type) throws IOException {
        if (folder == null) {
            return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        }
        var steps = new StringBuilder();
        for (Path step : folder.relativize(file.toAbsolutePath())) {
            if (!steps.isEmpty()) steps.append('/');
            steps.append(encode(step.toString()));
        }
        return steps.toString();
    }

    private static String encode(String name) {
        var encoded = new StringBuilder();
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = octet >= 0 && (Character.isLetterOrDigit(octet) || "-._~".indexOf(octet) >= 0);
            encoded.append(plain ? String.valueOf((char) octet) : "%%%02X".formatted(octet & 0xff));
        }
        return encoded.toString();
    }
}
