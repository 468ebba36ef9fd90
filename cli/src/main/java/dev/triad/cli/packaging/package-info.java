// SPDX-License-Identifier: Apache-2.0
/// `triad package`: a model, the runtime and as much of Java as the two need, in one folder that is copied to a
/// machine without Java and answers there. Start at [dev.triad.cli.packaging.PackageCommand]; what the folder
/// holds is in [dev.triad.cli.packaging.AppImage].
@NullMarked
package dev.triad.cli.packaging;

import org.jspecify.annotations.NullMarked;
