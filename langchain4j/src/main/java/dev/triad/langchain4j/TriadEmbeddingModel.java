// SPDX-License-Identifier: Apache-2.0
package dev.triad.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.triad.runtime.Pooling;
import dev.triad.runtime.RuntimeOptions;
import dev.triad.runtime.TextEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// LangChain4j's embedding model on an encoder that runs in this process. Any thread may ask; texts that come
/// together are computed together; a text that is too long loses its end. Close it when nobody asks any more.
///
/// ```java
/// try (var model = TriadEmbeddingModel.open(Path.of("encoder.safetensors"))) {
///     var store = new InMemoryEmbeddingStore<TextSegment>();
///     store.addAll(model.embedAll(segments).content(), segments);
/// }
/// ```
///
/// Vectors are what [TextEncoder] gives, of no particular length; `Embedding.normalize()` makes that 1 for stores
/// that compare by dot products. A per-call parameter (other dimensions, a kind of input) is refused, as
/// LangChain4j wants it of a model that knows none.
public final class TriadEmbeddingModel implements EmbeddingModel, AutoCloseable {
    private final TextEncoder encoder;
    private final TokenCounter counter;
    private final String name;
    private final List<EmbeddingModelListener> listeners;
    private final AtomicBoolean closed = new AtomicBoolean();

    private TriadEmbeddingModel(
            TextEncoder encoder, TokenCounter counter, String name, List<EmbeddingModelListener> listeners) {
        this.encoder = encoder;
        this.counter = counter;
        this.name = name;
        this.listeners = listeners;
    }

    /// Opens a model; a text's vector is the mean of its tokens'.
    ///
    /// @param model a packed model, or a folder with one or with a checkpoint
    /// @throws IOException when it cannot be read
    public static TriadEmbeddingModel open(Path model) throws IOException {
        return builder(model).build();
    }

    /// Starts from the defaults.
    ///
    /// @param model a packed model, or a folder with one or with a checkpoint
    public static Builder builder(Path model) {
        return new Builder(model);
    }

    @Override
    public EmbeddingResponse doEmbed(EmbeddingRequest request) {
        var texts = request.inputs().stream().map(EmbeddingInput::text).toList();
        var vectors = encoder.encodeAll(texts);
        return EmbeddingResponse.builder()
                .embeddings(vectors.stream().map(Embedding::from).toList())
                .modelName(name)
                .tokenUsage(new TokenUsage(counter.count(texts)))
                .build();
    }

    @Override
    public int dimension() {
        return encoder.dimensions();
    }

    @Override
    public String modelName() {
        return name;
    }

    @Override
    public List<EmbeddingModelListener> listeners() {
        return listeners;
    }

    /// Waits for those who are asking, and releases the model. Closed again, it stays as it is.
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            encoder.close();
        }
    }

    /// Collects options.
    public static final class Builder {
        private final Path model;
        private RuntimeOptions options = RuntimeOptions.DEFAULT;
        private Pooling pooling = Pooling.MEAN;
        private @Nullable String modelName;
        private List<EmbeddingModelListener> listeners = List.of();

        private Builder(Path model) {
            this.model = model;
        }

        /// Threads, the longest text, the precision of tables.
        public Builder options(RuntimeOptions runtimeOptions) {
            options = runtimeOptions;
            return this;
        }

        /// How the vectors of tokens become one of the text; by default their mean.
        public Builder pooling(Pooling kind) {
            pooling = kind;
            return this;
        }

        /// What listeners and responses call the model; by default its file's or folder's name.
        public Builder modelName(String name) {
            modelName = name;
            return this;
        }

        /// Who is told about each request and its outcome.
        public Builder listeners(List<EmbeddingModelListener> all) {
            listeners = List.copyOf(all);
            return this;
        }

        /// Opens the model.
        ///
        /// @throws IOException when it cannot be read
        /// @throws IllegalArgumentException when an option does not fit it
        public TriadEmbeddingModel build() throws IOException {
            var encoder = TextEncoder.open(model, options, pooling);
            try {
                var counter = TokenCounter.open(model, options.maxLength());
                var name = modelName == null ? fileName() : modelName;
                return new TriadEmbeddingModel(encoder, counter, name, listeners);
            } catch (IOException | RuntimeException e) {
                encoder.close();
                throw e;
            }
        }

        private String fileName() {
            var last = String.valueOf(model.toAbsolutePath().normalize().getFileName());
            return last.endsWith(".safetensors") ? last.substring(0, last.lastIndexOf('.')) : last;
        }
    }
}
