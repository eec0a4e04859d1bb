/** What a user would write instead of a Backflow job, for {@code backflow bench pipeline}. */
package io.backflow.bench.pipeline;
