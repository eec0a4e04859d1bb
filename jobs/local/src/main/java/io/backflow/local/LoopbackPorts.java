package io.backflow.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Two different ports of the loopback interface on which no process listened a moment ago. */
public record LoopbackPorts(int first, int second) {

    /** Below the ports that systems give to connections that go out. */
    private static final int LASTING_FROM = 12_000;

    private static final int LASTING_TO = 32_000;
    private static final int ATTEMPTS = 100;

    static LoopbackPorts free() throws IOException {
        try (ServerSocket one = listen(0);
                ServerSocket other = listen(0)) {
            return new LoopbackPorts(one.getLocalPort(), other.getLocalPort());
        }
    }

    /** Ports that stay free while the process that listens on them is dead: no connection of others begins there. */
    public static LoopbackPorts lasting() throws IOException {
        try (ServerSocket one = listenLasting();
                ServerSocket other = listenLasting()) {
            return new LoopbackPorts(one.getLocalPort(), other.getLocalPort());
        }
    }

    private static ServerSocket listenLasting() throws IOException {
        IOException taken = new IOException("no port from " + LASTING_FROM + " to " + LASTING_TO + " is free");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return listen(ThreadLocalRandom.current().nextInt(LASTING_FROM, LASTING_TO));
            } catch (IOException e) {
                taken = e;
            }
        }
        throw taken;
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
    }
}
