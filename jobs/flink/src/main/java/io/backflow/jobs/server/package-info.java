/** The operators of the parameter server: merging, updating, publishing. */
@NullMarked
package io.backflow.jobs.server;

import org.jspecify.annotations.NullMarked;
