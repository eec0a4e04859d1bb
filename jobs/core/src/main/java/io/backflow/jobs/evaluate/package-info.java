/** How good forecasts are beside simple ones: closed forms, fitted on one part of a stream and compared on another. */
@NullMarked
package io.backflow.jobs.evaluate;

import org.jspecify.annotations.NullMarked;
