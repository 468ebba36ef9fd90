// SPDX-License-Identifier: Apache-2.0
package dev.triad.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.triad.runtime.Pooling;
import dev.triad.runtime.RuntimeOptions;
import dev.triad.runtime.TextEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TriadEmbeddingModelTest {
    @TempDir
    static Path folder;

    private static Path file;

    @BeforeAll
    static void write() throws IOException {
        file = TinyEncoder.write(folder.resolve("tiny.safetensors"));
    }

    private static List<TextSegment> segments(int count) {
        var segments = new ArrayList<TextSegment>();
        for (int i = 0; i < count; i++) {
            segments.add(TextSegment.from("text " + "abcdefghij".charAt(i % 10) + " the".repeat(i % 7)));
        }
        return segments;
    }

    @Test
    void vectorsAreThoseOfTheTextEncoderInTheOrderOfTheTexts() throws IOException {
        var segments = segments(50);
        for (var pooling : Pooling.values()) {
            try (var model = TriadEmbeddingModel.builder(file).pooling(pooling).build();
                    var encoder = TextEncoder.open(file, RuntimeOptions.DEFAULT, pooling)) {
                var together = model.embedAll(segments).content();
                var expected = encoder.encodeAll(
                        segments.stream().map(TextSegment::text).toList());
                assertThat(together).extracting(Embedding::vector).containsExactlyElementsOf(expected);
                assertThat(model.dimension()).isEqualTo(TinyEncoder.WIDTH);
            }
        }
    }

    @Test
    void anEmptyListHasNoEmbeddings() throws IOException {
        try (var model = TriadEmbeddingModel.open(file)) {
            assertThat(model.embedAll(List.of()).content()).isEmpty();
        }
    }

    /// LangChain4j has no blank segments; a blank input of a request is a text without words.
    @Test
    void aBlankTextIsRefusedAsASegmentAndEmbeddedAsAnInput() throws IOException {
        try (var model = TriadEmbeddingModel.open(file);
                var encoder = TextEncoder.open(file)) {
            assertThatThrownBy(() -> model.embed(" ")).isInstanceOf(IllegalArgumentException.class);
            var response =
                    model.embed(EmbeddingRequest.builder().inputs(" ", "", "a").build());
            assertThat(response.embeddings())
                    .extracting(Embedding::vector)
                    .containsExactly(encoder.encode(""), encoder.encode(""), encoder.encode("a"));
            assertThat(response.tokenUsage().inputTokenCount()).isEqualTo(2 + 2 + 3);
        }
    }

    @Test
    void tokensAreCountedAsFarAsTheyAreRead() throws IOException {
        var request =
                EmbeddingRequest.builder().inputs("the the", "the ".repeat(100)).build();
        try (var model = TriadEmbeddingModel.open(file)) {
            assertThat(model.embed(request).tokenUsage().inputTokenCount()).isEqualTo(4 + 32);
        }
        var short8 = RuntimeOptions.builder().maxLength(8).build();
        try (var model = TriadEmbeddingModel.builder(file).options(short8).build()) {
            assertThat(model.embed(request).tokenUsage().inputTokenCount()).isEqualTo(4 + 8);
        }
    }

    @Test
    void aModelIsCalledByItsFileUnlessItHasAName() throws IOException {
        try (var model = TriadEmbeddingModel.open(file);
                var named = TriadEmbeddingModel.builder(file).modelName("ours").build()) {
            assertThat(model.modelName()).isEqualTo("tiny");
            assertThat(named.embed(EmbeddingRequest.builder().input("a").build())
                            .modelName())
                    .isEqualTo("ours");
        }
    }

    @Test
    void manyThreadsGetTheSameVectorsAsOne() throws IOException, InterruptedException, ExecutionException {
        var segments = segments(12);
        try (var model = TriadEmbeddingModel.open(file);
                var threads = Executors.newFixedThreadPool(8)) {
            var alone = segments.stream()
                    .map(segment -> model.embed(segment).content().vector())
                    .toList();
            var answers = new ArrayList<Future<float[]>>();
            for (int i = 0; i < 400; i++) {
                var segment = segments.get(i % segments.size());
                answers.add(threads.submit(() -> model.embed(segment).content().vector()));
            }
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get()).isEqualTo(alone.get(i % segments.size()));
            }
        }
    }

    @Test
    void aModelThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> TriadEmbeddingModel.open(folder.resolve("absent.safetensors")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("absent.safetensors");
    }
}
