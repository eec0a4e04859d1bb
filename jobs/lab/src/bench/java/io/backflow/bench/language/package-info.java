/** A language model in libtorch, for {@code backflow experiments ptb --peer}. */
package io.backflow.bench.language;
