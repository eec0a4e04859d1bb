package io.backflow.bench;

/** One engine, in its own process. */
interface Peer {

    Training open(Problem problem);

    /** GFLOP/s of a large single-precision product in this process; 0 where the engine is not asked. */
    default double sgemm() {
        return 0;
    }
}
