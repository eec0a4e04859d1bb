/** Models in and out of files that other programs read. */
@NullMarked
package io.backflow.model.io;

import org.jspecify.annotations.NullMarked;
