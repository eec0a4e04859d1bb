/**
 * The seeded simulator: workers, server, channels, crashes and an unreliable feedback edge in one thread and in virtual
 * time, around the very classes that production runs.
 */
@NullMarked
package io.backflow.lab.simulate;

import org.jspecify.annotations.NullMarked;
