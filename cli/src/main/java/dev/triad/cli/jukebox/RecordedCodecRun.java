// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import dev.triad.corpus.audio.AudioDataset;
import dev.triad.corpus.audio.AudioManifest;
import dev.triad.jukebox.vqvae.train.CodecRecipe;
import dev.triad.jukebox.vqvae.train.CodecRecipe.Preset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// What `run.json` says about a codec's run that is to go on.
///
/// @param recipe its settings
/// @param data the folder of its songs
/// @param shards their hashes
record RecordedCodecRun(CodecRecipe recipe, Path data, String shards) {
    static RecordedCodecRun read(Path run) throws IOException {
        var file = run.resolve("run.json");
        if (!Files.isRegularFile(file)) throw new IOException(run + " has no run.json; there is nothing to resume");
        var json = new JsonMapper().readTree(Files.readString(file));
        var values = new LinkedHashMap<String, Object>();
        json.path("configuration")
                .properties()
                .forEach(entry -> values.put(entry.getKey(), entry.getValue().asString()));
        return new RecordedCodecRun(
                Preset.JUKEBOX.recipe().with(values),
                Path.of(json.path("data").path("folder").asString("")),
                json.path("data").path("shards").toString());
    }

    static Map<String, Object> describe(AudioDataset dataset) {
        var described = new LinkedHashMap<String, Object>();
        described.put("folder", dataset.directory().toAbsolutePath().toString());
        var shards = new LinkedHashMap<String, Object>();
        for (AudioManifest.Shard shard : dataset.manifest().shards()) shards.put(shard.file(), shard.sha256());
        described.put("shards", shards);
        return described;
    }

    void requireSame(AudioDataset dataset) {
        String now =
                new JsonMapper().valueToTree(describe(dataset)).path("shards").toString();
        if (!now.equals(shards)) {
            throw new IllegalArgumentException(
                    dataset.directory() + " holds other songs than the run was started with; it cannot go on exactly");
        }
    }
}
