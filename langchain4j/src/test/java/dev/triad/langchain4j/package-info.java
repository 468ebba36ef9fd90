// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.triad.langchain4j;

import org.jspecify.annotations.NullMarked;
