// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.triad.cli.model;

import org.jspecify.annotations.NullMarked;
