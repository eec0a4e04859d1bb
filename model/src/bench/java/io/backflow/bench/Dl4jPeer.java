package io.backflow.bench;

/** Deeplearning4j with the ND4J and the OpenBLAS of its release. */
final class Dl4jPeer implements Peer {

    @Override
    public Training open(Problem problem) {
        return new Dl4jTraining(problem);
    }
}
