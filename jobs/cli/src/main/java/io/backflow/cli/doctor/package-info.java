/** What {@code backflow doctor} looks at on this machine. */
@NullMarked
package io.backflow.cli.doctor;

import org.jspecify.annotations.NullMarked;
