package io.backflow.lab.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The TCP sockets on which a process of this machine listens, as Linux's {@code /proc} shows them (proc(5),
 * {@code /proc/net/tcp}).
 */
public final class ListeningSockets {

    private static final String LISTEN = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private ListeningSockets() {}

    /** Where process {@code pid} listens now; empty where it has ended, or listens nowhere. */
    public static List<InetSocketAddress> of(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        List<InetSocketAddress> listening = new ArrayList<>();
        try {
            Set<String> own = inodes(process.resolve("fd"));
            for (String table : new String[] {"net/tcp", "net/tcp6"}) {
                try (Stream<String> rows = Files.lines(process.resolve(table))) {
                    rows.map(row -> row.strip().split("\\s+"))
                            .filter(row -> row[STATE].equals(LISTEN) && own.contains(row[INODE]))
                            .forEach(row -> listening.add(address(row[LOCAL_ADDRESS])));
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return listening;
    }

    /** Numbers of the sockets that are among the open files; files that are closed meanwhile are left out. */
    private static Set<String> inodes(Path files) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> open = Files.list(files)) {
            for (Path file : (Iterable<Path>) open::iterator) {
                try {
                    String target = Files.readSymbolicLink(file).toString();
                    if (target.startsWith("socket:[")) {
                        inodes.add(target.substring("socket:[".length(), target.length() - 1));
                    }
                } catch (NoSuchFileException e) {
                    continue;
                }
            }
        }
        return inodes;
    }

    /** {@code 0100007F:1F90}: the address in words of 32 bits, each in this machine's order, and the port. */
    private static InetSocketAddress address(String text) {
        int colon = text.indexOf(':');
        ByteBuffer words = ByteBuffer.wrap(HexFormat.of().parseHex(text.substring(0, colon)));
        ByteBuffer network = ByteBuffer.allocate(words.capacity());
        words.order(ByteOrder.nativeOrder());
        while (words.hasRemaining()) {
            network.putInt(words.getInt());
        }
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(network.array()), Integer.parseInt(text.substring(colon + 1), 16));
        } catch (IOException e) {
            throw new IllegalStateException(text + " in /proc/net/tcp is no address", e);
        }
    }
}
