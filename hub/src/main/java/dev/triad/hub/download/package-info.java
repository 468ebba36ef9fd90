// SPDX-License-Identifier: Apache-2.0
/// Models from the Hugging Face hub, into the cache folder that its own Python client keeps, so that a model is
/// on a machine once. Downloads resume, every byte is checked against the hub's checksum, and what stands in a
/// snapshot is whole. Start at [dev.triad.hub.download.ModelPull]; the folder's layout is Hugging Face's "Hub
/// Local Cache".
@NullMarked
package dev.triad.hub.download;

import org.jspecify.annotations.NullMarked;
