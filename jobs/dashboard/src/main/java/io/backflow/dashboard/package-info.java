/** The page that shows how a run goes: readers, what they have read, and the server of the page. */
@NullMarked
package io.backflow.dashboard;

import org.jspecify.annotations.NullMarked;
