/**
 * Forecasts of the next row of a track: the replay of tracks as a stream, their scaling, and the error of forecasts.
 * The demo and the synchronisation experiment share it.
 */
@NullMarked
package io.backflow.lab.forecast;

import org.jspecify.annotations.NullMarked;
