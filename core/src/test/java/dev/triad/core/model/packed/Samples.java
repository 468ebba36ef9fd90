// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import dev.triad.core.model.DType;
import dev.triad.core.text.ByteAlphabet;
import dev.triad.core.text.ByteLevelBpeOptions;
import dev.triad.core.text.ByteLevelBpeTokenizer;
import dev.triad.core.text.Tokenizer;
import dev.triad.core.text.Vocabulary;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.WordPieceTokenizer;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/// Models with a weight of every kind, from a seed.
final class Samples {
    private final Random random;

    Samples(long seed) {
        random = new Random(seed);
    }

    float[] floats(long count) {
        var floats = new float[Math.toIntExact(count)];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) random.nextGaussian(0, 0.05);
        }
        return floats;
    }

    byte[] bytes(long count, int bound) {
        var bytes = new byte[Math.toIntExact(count)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextInt(bound);
        }
        return bytes;
    }

    AffineScales scales(int count, int zeros) {
        var scale = new float[count];
        var zero = new float[count];
        for (int i = 0; i < count; i++) {
            scale[i] = Float.float16ToFloat(Float.floatToFloat16(random.nextFloat(0.001F, 0.1F)));
            zero[i] = random.nextInt(zeros);
        }
        return new AffineScales(scale, zero);
    }

    Codebook codebook(Optional<String> name, int size, int block, DType type) {
        return Codebook.of(name, block, type, floats((long) size * block));
    }

    ProductWeight product(WeightShape shape, CodeLayout layout, Codebook codebook, boolean rowScale) {
        long codes = shape.count() / codebook.block();
        return ProductWeight.of(
                shape,
                bytes(codes, codebook.size()),
                layout,
                codebook,
                rowScale ? Optional.of(halves(shape.rows())) : Optional.empty());
    }

    private float[] halves(int count) {
        var halves = floats(count);
        for (int i = 0; i < count; i++) {
            halves[i] = Float.float16ToFloat(Float.floatToFloat16(halves[i]));
        }
        return halves;
    }

    Int8Weight int8(WeightShape shape, boolean perRow, boolean calibrated) {
        return new Int8Weight(
                shape,
                MemorySegment.ofArray(bytes(shape.count(), 256)),
                scales(perRow ? shape.rows() : 1, 100),
                perRow,
                calibrated ? Optional.of(scales(1, 100)) : Optional.empty());
    }

    Int4Weight int4(WeightShape shape, int group) {
        int grids = group == 0 ? shape.rows() : shape.rows() * (shape.columns() / group);
        return Int4Weight.of(shape, group, bytes(shape.count(), 16), scales(grids, 16));
    }

    /// A model with everything that a file can hold.
    PackedContent content(Optional<Tokenizer> tokenizer) {
        var weights = new TreeMap<String, PackedWeight>();
        var shared = codebook(Optional.of("codebook.query_key"), 256, 8, DType.I8);
        weights.put("words.weight", product(WeightShape.of(70, 32), CodeLayout.ROWS, own(16), false));
        weights.put("query.weight", product(WeightShape.of(65, 32), CodeLayout.TILES, shared, false));
        weights.put("key.weight", product(WeightShape.of(64, 32), CodeLayout.TILES, shared, true));
        weights.put(
                "small.weight",
                product(
                        WeightShape.of(3, 4, 2),
                        CodeLayout.TILES,
                        codebook(Optional.empty(), 16, 4, DType.F16),
                        false));
        weights.put(
                "odd.weight",
                product(WeightShape.of(5, 12), CodeLayout.ROWS, codebook(Optional.empty(), 16, 4, DType.I8), true));
        weights.put("positions.weight", int8(WeightShape.of(9, 7), true, false));
        weights.put("dense.weight", int8(WeightShape.of(9, 7), false, true));
        weights.put("value.weight", int4(WeightShape.of(4, 64), 32));
        weights.put("thin.weight", int4(WeightShape.of(4, 5), 0));
        weights.put("norm.weight", DenseWeight.of(WeightShape.of(7), DType.F16, floats(7)));
        weights.put("norm.bias", DenseWeight.of(WeightShape.of(7), DType.BF16, floats(7)));
        weights.put("temperature", DenseWeight.of(WeightShape.of(), DType.F32, floats(1)));
        var description = new ModelDescription(
                "electra",
                List.of("negative", "it's \"positive\""),
                Map.of(ModelDescription.CONFIG, "{\"hidden_size\": 32}\n", "task.json", "{}"),
                Map.of("made by", "a test"));
        return new PackedContent(
                description, tokenizer.map(PackedTokenizer::of), weights, Map.of("decoder.weight", "words.weight"));
    }

    private Codebook own(int block) {
        return codebook(Optional.empty(), 256, block, DType.F16);
    }

    /// A WordPiece tokenizer with tokens of many scripts.
    static Tokenizer wordPiece() {
        var tokens = new ArrayList<>(List.of("[PAD]", "[unused0]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ""));
        for (String stem :
                List.of("a", "read", "reader", "reading", "straße", "日", "本", "naïve", "𝒳", "##ing", "##s")) {
            tokens.add(stem);
        }
        return new WordPieceTokenizer(Vocabulary.bert(tokens), WordPieceOptions.CASED);
    }

    /// A byte-level tokenizer whose ids are not in the order of its merges, with a gap and a merge of a token
    /// that no merge makes.
    static Tokenizer byteLevel() {
        var merges = List.of("h e", "l l", "Ġ he", "he ll", "hell o", "zz h");
        var tokens = new ArrayList<>(List.of("<s>", "<pad>", "</s>", "<unk>", "hello", "Ġhe", "", "ll", "zz"));
        for (int value = 255; value >= 0; value--) {
            tokens.add(String.valueOf(ByteAlphabet.character((byte) value)));
        }
        tokens.addAll(List.of("he", "hell", "zzh", "<mask>"));
        var vocabulary = Vocabulary.byteLevel(tokens, ByteLevelBpeOptions.Family.ROBERTA);
        return new ByteLevelBpeTokenizer(vocabulary, merges, ByteLevelBpeOptions.ROBERTA.withPrefixSpace(true));
    }
}
