// SPDX-License-Identifier: Apache-2.0
/// Encoders for LangChain4j: [dev.triad.langchain4j.TriadEmbeddingModel] turns texts into vectors inside the
/// application's own process, without a server and without a native library. LangChain4j itself comes with the
/// application.
@NullMarked
package dev.triad.langchain4j;

import org.jspecify.annotations.NullMarked;
