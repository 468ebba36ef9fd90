// SPDX-License-Identifier: Apache-2.0
package dev.triad.langchain4j;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.common.AbstractEmbeddingModelIT;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/// LangChain4j's own tests of what an embedding model must do.
final class EmbeddingModelContractTest extends AbstractEmbeddingModelIT {
    @TempDir
    static Path folder;

    private final List<TriadEmbeddingModel> opened = new ArrayList<>();

    private TriadEmbeddingModel open(EmbeddingModelListener... listeners) {
        try {
            var model = TriadEmbeddingModel.builder(TinyEncoder.write(folder.resolve(opened.size() + ".safetensors")))
                    .listeners(List.of(listeners))
                    .build();
            opened.add(model);
            return model;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected List<EmbeddingModel> models() {
        return List.of(open());
    }

    @Override
    protected EmbeddingModel modelWith(EmbeddingModelListener listener) {
        return open(listener);
    }

    /// A model that was closed answers nobody.
    @Override
    protected EmbeddingModel failingModelWith(EmbeddingModelListener listener) {
        var model = open(listener);
        model.close();
        return model;
    }

    @Override
    protected boolean supportsInputTypeParameter() {
        return false;
    }

    @Override
    protected boolean supportsDimensionsParameter() {
        return false;
    }

    @Override
    protected boolean supportsImageInput() {
        return false;
    }

    @AfterAll
    void close() {
        opened.forEach(TriadEmbeddingModel::close);
    }
}
