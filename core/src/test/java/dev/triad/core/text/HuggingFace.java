// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.core.io.JsonStringEncoder;

/// The oracle: Hugging Face's `tokenizers` library, built from `tokenizer.json` texts that are made here.
final class HuggingFace {
    static {
        // The library comes in the jar; without this it would look for a GPU and download another.
        System.setProperty("RUST_FLAVOR", "cpu");
        System.setProperty("ai.djl.offline", "true");
        System.setProperty(
                "DJL_CACHE_DIR", Path.of("target", "djl").toAbsolutePath().toString());
        System.setProperty("slf4j.internal.verbosity", "ERROR");
    }

    private static final Map<String, String> NO_EXTRAS = Map.of("truncation", "false", "padding", "false");

    private HuggingFace() {}

    /// BERT's tokenizer; special tokens are recognised in text only if `recognise`.
    static HuggingFaceTokenizer wordPiece(Vocabulary vocabulary, WordPieceOptions options, boolean recognise) {
        var vocab = IntStream.range(0, vocabulary.size())
                .mapToObj(id -> quote(vocabulary.token(id)) + ":" + id)
                .collect(Collectors.joining(","));
        int cls = vocabulary.id(SpecialToken.CLASSIFICATION);
        int sep = vocabulary.id(SpecialToken.SEPARATOR);
        var post = """
                {"type":"TemplateProcessing",
                 "single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
                  {"SpecialToken":{"id":"[SEP]","type_id":0}}],
                 "pair":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
                  {"SpecialToken":{"id":"[SEP]","type_id":0}},{"Sequence":{"id":"B","type_id":1}},
                  {"SpecialToken":{"id":"[SEP]","type_id":1}}],
                 "special_tokens":{"[CLS]":{"id":"[CLS]","ids":[%d],"tokens":["[CLS]"]},
                  "[SEP]":{"id":"[SEP]","ids":[%d],"tokens":["[SEP]"]}}}""".formatted(cls, sep);
        var model = """
                {"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##",
                 "max_input_chars_per_word":%d,"vocab":{%s}}""".formatted(options.maxWordLength(), vocab);
        return open(
                recognise ? added(vocabulary, false) : "",
                normalizer(options),
                "{\"type\":\"BertPreTokenizer\"}",
                post,
                "{\"type\":\"WordPiece\",\"prefix\":\"##\",\"cleanup\":true}",
                model);
    }

    /// RoBERTa's tokenizer, GPT-2's when `template` is off.
    static HuggingFaceTokenizer byteLevel(
            Vocabulary vocabulary,
            List<String> merges,
            boolean prefixSpace,
            boolean trim,
            boolean template,
            boolean recognise) {
        return open(byteLevelJson(vocabulary, merges, prefixSpace, trim, template, recognise), NO_EXTRAS);
    }

    private static String byteLevelJson(
            Vocabulary vocabulary,
            List<String> merges,
            boolean prefixSpace,
            boolean trim,
            boolean template,
            boolean recognise) {
        var vocab = IntStream.range(0, vocabulary.size())
                .mapToObj(id -> quote(vocabulary.token(id)) + ":" + id)
                .collect(Collectors.joining(","));
        var model = """
                {"type":"BPE","dropout":null,"unk_token":null,"continuing_subword_prefix":"","end_of_word_suffix":"",
                 "fuse_unk":false,"vocab":{%s},"merges":[%s]}""".formatted(vocab, merges.stream().map(HuggingFace::quote).collect(Collectors.joining(",")));
        var post = template
                ? """
                {"type":"RobertaProcessing","sep":["</s>",%d],"cls":["<s>",%d],"trim_offsets":%b,
                 "add_prefix_space":%b}""".formatted(
                                vocabulary.id(SpecialToken.SEPARATOR),
                                vocabulary.id(SpecialToken.CLASSIFICATION),
                                trim,
                                prefixSpace)
                : "{\"type\":\"ByteLevel\",\"add_prefix_space\":%b,\"trim_offsets\":%b,\"use_regex\":true}"
                        .formatted(prefixSpace, trim);
        return json(
                recognise ? added(vocabulary, true) : "",
                "null",
                "{\"type\":\"ByteLevel\",\"add_prefix_space\":%b,\"trim_offsets\":true,\"use_regex\":true}"
                        .formatted(prefixSpace),
                post,
                "{\"type\":\"ByteLevel\",\"add_prefix_space\":true,\"trim_offsets\":true,\"use_regex\":true}",
                model);
    }

    /// RoBERTa's tokenizer with truncation.
    static HuggingFaceTokenizer truncating(Vocabulary vocabulary, List<String> merges, Truncation how, int length) {
        var json = byteLevelJson(vocabulary, merges, false, true, true, false);
        var strategy = switch (how) {
            case NONE -> "do_not_truncate";
            case LONGEST_FIRST -> "longest_first";
            case ONLY_FIRST -> "only_first";
            case ONLY_SECOND -> "only_second";
        };
        return open(json, Map.of("truncation", strategy, "maxLength", String.valueOf(length), "padding", "false"));
    }

    /// BERT's normaliser and word splitter over a model that spells every byte, so that nothing hides behind [UNK].
    static HuggingFaceTokenizer bertSpelling(WordPieceOptions options) {
        return spelling(normalizer(options), "{\"type\":\"BertPreTokenizer\"}");
    }

    /// GPT-2's word splitter over a model that spells every byte.
    static HuggingFaceTokenizer gpt2Spelling() {
        return spelling(
                "null",
                "{\"type\":\"Split\",\"pattern\":{\"Regex\":%s},\"behavior\":\"Isolated\",\"invert\":false}"
                        .formatted(quote(
                                "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+")));
    }

    private static HuggingFaceTokenizer spelling(String normalizer, String splitter) {
        var bytes = IntStream.range(0, 256)
                .mapToObj("\"<0x%1$02X>\":%1$d"::formatted)
                .collect(Collectors.joining(","));
        var model = """
                {"type":"BPE","dropout":null,"unk_token":null,"continuing_subword_prefix":null,
                 "end_of_word_suffix":null,"fuse_unk":false,"byte_fallback":true,"vocab":{%s},"merges":[]}""".formatted(bytes);
        return open("", normalizer, splitter, "null", "null", model);
    }

    /// The words that a spelling tokenizer makes of `text`.
    static List<String> words(HuggingFaceTokenizer spelling, String text) {
        var encoding = spelling.encode(text, false, false);
        long[] ids = encoding.getIds();
        long[] words = encoding.getWordIds();
        var all = new ArrayList<String>();
        var word = new ByteArrayOutputStream();
        for (int i = 0; i < ids.length; i++) {
            if (i > 0 && words[i] != words[i - 1]) {
                all.add(word.toString(StandardCharsets.UTF_8));
                word.reset();
            }
            word.write((int) ids[i]);
        }
        if (ids.length > 0) {
            all.add(word.toString(StandardCharsets.UTF_8));
        }
        return all;
    }

    private static String normalizer(WordPieceOptions options) {
        return "{\"type\":\"BertNormalizer\",\"clean_text\":true,\"handle_chinese_chars\":%b,\"strip_accents\":%b,\"lowercase\":%b}"
                .formatted(options.splitChinese(), options.stripAccents(), options.lowerCase());
    }

    private static String added(Vocabulary vocabulary, boolean maskEatsSpace) {
        var all = new ArrayList<String>();
        for (var special : SpecialToken.values()) {
            if (vocabulary.has(special)) {
                int id = vocabulary.id(special);
                boolean strip = maskEatsSpace && special == SpecialToken.MASK;
                all.add(
                        "{\"id\":%d,\"content\":%s,\"single_word\":false,\"lstrip\":%b,\"rstrip\":false,\"normalized\":false,\"special\":true}"
                                .formatted(id, quote(vocabulary.token(id)), strip));
            }
        }
        return String.join(",", all);
    }

    private static HuggingFaceTokenizer open(
            String added, String normalizer, String splitter, String post, String decoder, String model) {
        return open(json(added, normalizer, splitter, post, decoder, model), NO_EXTRAS);
    }

    private static String json(
            String added, String normalizer, String splitter, String post, String decoder, String model) {
        return """
                {"version":"1.0","truncation":null,"padding":null,"added_tokens":[%s],"normalizer":%s,
                 "pre_tokenizer":%s,"post_processor":%s,"decoder":%s,"model":%s}""".formatted(added, normalizer, splitter, post, decoder, model);
    }

    private static HuggingFaceTokenizer open(String json, Map<String, String> options) {
        try {
            return HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String quote(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
    }
}
