// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.triad.core.text.ByteLevelBpeOptions;
import dev.triad.core.text.Vocabulary;
import dev.triad.core.text.VocabularyFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.core.io.JsonStringEncoder;

/// Hugging Face's tokenizer, asked for ids alone, as directly as Java can.
final class Peer implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;

    private Peer(String model, String normalizer, String splitter) throws IOException {
        // The library comes in the jar; without this it would look for a GPU and download another.
        System.setProperty("RUST_FLAVOR", "cpu");
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        var json = """
                {"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":%s,"pre_tokenizer":%s,
                 "post_processor":null,"decoder":null,"model":%s}""".formatted(normalizer, splitter, model);
        tokenizer = HuggingFaceTokenizer.newInstance(
                new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
                Map.of("truncation", "false", "padding", "false"));
    }

    static Peer wordPiece(Path vocab) throws IOException {
        var model = """
                {"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##",
                 "max_input_chars_per_word":100,"vocab":{%s}}""".formatted(json(VocabularyFiles.readLines(vocab)));
        var normalizer = """
                {"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,
                 "lowercase":true}""";
        return new Peer(model, normalizer, "{\"type\":\"BertPreTokenizer\"}");
    }

    static Peer byteLevel(Path vocab, Path merges) throws IOException {
        var vocabulary = VocabularyFiles.readJson(vocab, ByteLevelBpeOptions.Family.ROBERTA);
        var model = """
                {"type":"BPE","dropout":null,"unk_token":null,"continuing_subword_prefix":"","end_of_word_suffix":"",
                 "fuse_unk":false,"vocab":{%s},"merges":[%s]}""".formatted(json(vocabulary), json(VocabularyFiles.readMerges(merges, vocabulary)));
        return new Peer(
                model,
                "null",
                "{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"trim_offsets\":true,\"use_regex\":true}");
    }

    private static String json(Vocabulary vocabulary) {
        return IntStream.range(0, vocabulary.size())
                .mapToObj(id -> quote(vocabulary.token(id)) + ":" + id)
                .collect(Collectors.joining(","));
    }

    private static String json(List<String> strings) {
        return strings.stream().map(Peer::quote).collect(Collectors.joining(","));
    }

    private static String quote(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
    }

    /// The ids of one line.
    long[] ids(String line) {
        long encoding = TokenizersLibrary.LIB.encode(tokenizer.getHandle(), line, false);
        try {
            return TokenizersLibrary.LIB.getTokenIds(encoding);
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
