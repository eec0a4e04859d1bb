package io.backflow.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Two different ports of the loopback interface on which no process listened a moment ago. */
public record LoopbackPorts(int first, int second) {

    /** Below the ports that systems give to connections that go out. */
    private static final int LASTING_FROM = 12_000;

    private static final int LASTING_TO = 32_000;
    private static final int ATTEMPTS = 100;

    /** One pair of {@link #lasting} ports: a connection of others would end the process whose broker finds it there. */
    static LoopbackPorts free() throws IOException {
        return lasting(1).get(0);
    }

    /**
     * Pairs of ports, all different, that stay free while the processes that listen on them are dead: no connection of
     * others begins there.
     */
    public static List<LoopbackPorts> lasting(int pairs) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * pairs; i++) {
                sockets.add(listenLasting());
            }
            return IntStream.range(0, pairs)
                    .mapToObj(pair -> new LoopbackPorts(
                            sockets.get(2 * pair).getLocalPort(),
                            sockets.get(2 * pair + 1).getLocalPort()))
                    .toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private static ServerSocket listenLasting() throws IOException {
        IOException taken = new IOException("no port from " + LASTING_FROM + " to " + LASTING_TO + " is free");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                int port = ThreadLocalRandom.current().nextInt(LASTING_FROM, LASTING_TO);
                return new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
            } catch (IOException e) {
                taken = e;
            }
        }
        throw taken;
    }
}
