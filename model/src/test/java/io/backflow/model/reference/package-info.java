/** The same networks written down a second time, in double precision, window by window, as plainly as possible. */
package io.backflow.model.reference;
