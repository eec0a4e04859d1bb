package io.backflow.bench;

/** libtorch, reached through DJL's JNI layer. */
final class LibtorchPeer implements Peer {

    @Override
    public Training open(Problem problem) {
        return new LibtorchTraining(problem);
    }
}
