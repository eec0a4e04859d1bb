package io.backflow.jobs.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Two different ports of the loopback interface that nobody listened on a moment ago. */
record LoopbackPorts(int first, int second) {

    static LoopbackPorts free() throws IOException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        try (ServerSocket one = new ServerSocket(0, 1, loopback);
                ServerSocket other = new ServerSocket(0, 1, loopback)) {
            return new LoopbackPorts(one.getLocalPort(), other.getLocalPort());
        }
    }
}
