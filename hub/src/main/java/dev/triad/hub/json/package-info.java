// SPDX-License-Identifier: Apache-2.0
/// JSON files of strangers, read with their place in every error: start at [dev.triad.hub.json.JsonFile]. What they
/// mean is for the packages around this one.
@NullMarked
package dev.triad.hub.json;

import org.jspecify.annotations.NullMarked;
