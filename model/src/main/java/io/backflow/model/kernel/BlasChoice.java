package io.backflow.model.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which library is to multiply, by what the environment asks for and what the processor can do. */
enum BlasChoice {
    OPENBLAS,
    BLIS,
    /** BLIS where the system has it, or else OpenBLAS. */
    BLIS_IF_INSTALLED;

    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    /**
     * In this process.
     *
     * @throws IllegalArgumentException if {@link BlasKernel#LIBRARY} names another library
     */
    static BlasChoice here() {
        return of(System.getenv(), abilities());
    }

    /**
     * Without {@link BlasKernel#LIBRARY} it is BLIS, if it is installed, on processors with AVX2 for which OpenBLAS has
     * no kernels for small matrices. An environment that names a kernel of OpenBLAS asks for OpenBLAS.
     *
     * @param abilities of the processor, as Linux names them; empty where they are unknown
     * @throws IllegalArgumentException if the variable names another library
     */
    static BlasChoice of(Map<String, String> environment, Set<String> abilities) {
        String named = environment.getOrDefault(BlasKernel.LIBRARY, "");
        return switch (named) {
            case "openblas" -> OPENBLAS;
            case "blis" -> BLIS;
            case "" -> {
                boolean slow = abilities.contains("avx2") && !abilities.contains("avx512f");
                yield slow && !environment.containsKey(BlasKernel.VARIABLE) ? BLIS_IF_INSTALLED : OPENBLAS;
            }
            default ->
                throw new IllegalArgumentException(BlasKernel.LIBRARY + " is \"" + named
                        + "\"; use openblas or blis, or leave it out: Backflow then chooses by the processor");
        };
    }

    /** Of the processor here; empty where the system does not list them so. */
    private static Set<String> abilities() {
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .limit(1)
                    .flatMap(line -> Stream.of(line.split("\\s+")))
                    .collect(Collectors.toSet());
        } catch (IOException | UncheckedIOException e) {
            return Set.of();
        }
    }
}
