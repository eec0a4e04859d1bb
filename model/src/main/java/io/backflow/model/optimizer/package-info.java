/** Update rules, gradient clipping and learning-rate schedules, one a file. */
@NullMarked
package io.backflow.model.optimizer;

import org.jspecify.annotations.NullMarked;
