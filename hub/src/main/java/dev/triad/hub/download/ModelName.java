// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import java.util.regex.Pattern;

/// A model on the hub, at one revision.
///
/// @param repository `organisation/model`, or `model` alone for the hub's oldest ones
/// @param revision a branch, a tag, a pull request (`refs/pr/3`) or a commit
public record ModelName(String repository, String revision) {
    /// What is taken when nobody says which.
    public static final String MAIN = "main";

    private static final Pattern REPOSITORY = Pattern.compile("(?:[\\w.-]{1,96}/)?[\\w.-]{1,96}");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /// @throws IllegalArgumentException if the name or the revision is none the hub could have
    public ModelName {
        boolean nameable = REPOSITORY.matcher(repository).matches()
                && RemotePath.isSafe(repository)
                && !repository.contains("--") // the cache writes / as --
                && !repository.contains("..");
        if (!nameable) {
            throw new IllegalArgumentException(
                    "\"" + RemotePath.printable(repository)
                            + "\" is no name of a model; write it as the hub does, for example google/electra-small-discriminator.");
        }
        if (!RemotePath.isSafe(revision) || revision.contains("..")) {
            throw new IllegalArgumentException("\"" + RemotePath.printable(revision)
                    + "\" is no revision; name a branch, a tag or a commit, for example " + repository + "@main.");
        }
    }

    /// Reads `NAME` or `NAME@REVISION`.
    public static ModelName parse(String text) {
        int at = text.indexOf('@');
        return at < 0 ? new ModelName(text, MAIN) : new ModelName(text.substring(0, at), text.substring(at + 1));
    }

    /// Whether `text` is a whole commit hash, which names the same files for ever.
    static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }

    /// The name as it was typed: without a revision when that is `main`.
    @Override
    public String toString() {
        return revision.equals(MAIN) ? repository : repository + "@" + revision;
    }
}
