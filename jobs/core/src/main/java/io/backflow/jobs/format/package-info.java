/** Records of other people's topics: their format (bytes to fields) and their mapping (fields to a step). */
@NullMarked
package io.backflow.jobs.format;

import org.jspecify.annotations.NullMarked;
