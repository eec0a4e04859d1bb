/** Reading the topic {@code dead-letters}: lists, single records, and sending records back once. */
@NullMarked
package io.backflow.jobs.deadletters;

import org.jspecify.annotations.NullMarked;
