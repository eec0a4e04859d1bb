/** The configuration of a training job: read once, checked once, refused in one sentence. */
@NullMarked
package io.backflow.jobs.config;

import org.jspecify.annotations.NullMarked;
