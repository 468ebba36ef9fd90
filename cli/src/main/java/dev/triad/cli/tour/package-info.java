// SPDX-License-Identifier: Apache-2.0
/// `triad tour`: all three systems at work, in about ten minutes, by the very commands that people call themselves.
/// What is run stands in [dev.triad.cli.tour.Itinerary], how it goes on after an interruption in
/// [dev.triad.cli.tour.Journey], what is shown in the end in [dev.triad.cli.tour.TourPage].
@NullMarked
package dev.triad.cli.tour;

import org.jspecify.annotations.NullMarked;
