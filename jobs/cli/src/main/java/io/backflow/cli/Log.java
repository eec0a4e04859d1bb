package io.backflow.cli;

import java.nio.file.Path;

/** Where a command's warnings go. */
final class Log {

    private Log() {}

    /** Into {@code backflow.log} in {@code folder}, if there are any; to be called before anything is logged. */
    static void into(Path folder) {
        System.setProperty("backflow.log", folder.resolve("backflow.log").toString());
    }
}
