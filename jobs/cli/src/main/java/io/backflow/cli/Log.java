package io.backflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a command's warnings go. */
final class Log {

    private Log() {}

    /**
     * Into {@code backflow.log} in {@code folder}, which is made; to be called before anything is logged.
     *
     * @throws CommandException where the folder cannot be written
     */
    static void into(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw unwritable(folder, e.toString());
        }
        if (!Files.isWritable(folder)) {
            throw unwritable(folder, "this user may not write there");
        }
        System.setProperty("backflow.log", folder.resolve("backflow.log").toString());
    }

    private static CommandException unwritable(Path folder, String why) {
        return new CommandException(
                "--output is " + folder + ", which cannot be written (" + why + "); name a folder of yours");
    }
}
