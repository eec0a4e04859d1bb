/** Takes commands into a job, so that each takes effect at a checkpoint barrier. */
@NullMarked
package io.backflow.jobs.controller;

import org.jspecify.annotations.NullMarked;
