package io.backflow.model.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Which kernel this process multiplies matrices with. It is chosen once, before the first product.
 *
 * <p>OpenBLAS takes the kernel that the environment variable {@value #VARIABLE} names, or else the best that the
 * processor can run. BLIS takes OpenBLAS' place where the system has it and the processor lacks AVX-512, or where the
 * variable {@value #LIBRARY} asks for it. Kernels add in orders of their own, so that two of them give products whose
 * last bits differ.
 */
public final class BlasKernel {

    /** The environment variable that OpenBLAS reads once; it ignores a name that it does not know. */
    public static final String VARIABLE = "OPENBLAS_CORETYPE";

    /** The environment variable that names the library, {@code openblas} or {@code blis}. */
    public static final String LIBRARY = "BACKFLOW_BLAS";

    /** The name where OpenBLAS was built for one kind of processor only, or for one that is not listed. */
    public static final String UNKNOWN = "unknown";

    /** How the names of BLIS' kernels begin. */
    public static final String OF_BLIS = "BLIS-";

    /** How BLIS is installed, for a sentence. */
    public static final String INSTALL = "on Debian and Ubuntu: apt-get install libblis4-serial";

    /** Null where OpenBLAS multiplies. */
    private static final @Nullable String BLIS;

    private static final String NAME;

    /** Why the library that the environment asks for is not used; null: it is. */
    private static final @Nullable String FAULT;

    static {
        String blis = null;
        String fault = null;
        try {
            blis = blis();
        } catch (IllegalArgumentException | IllegalStateException e) {
            fault = e.getMessage();
        }
        BLIS = blis;
        FAULT = fault;
        NAME = blis == null ? OpenBlas.kernel() : blis;
    }

    private BlasKernel() {}

    /**
     * The name: as OpenBLAS spells it, such as {@code Haswell}, {@value #UNKNOWN} if it is unknown; or BLIS with its
     * version and the processor that its kernels are for, such as {@code BLIS-0.9.0-zen3}.
     *
     * @throws IllegalStateException if {@value #LIBRARY} names a library that is unknown or not installed
     */
    public static String name() {
        if (FAULT != null) {
            throw new IllegalStateException(FAULT);
        }
        return NAME;
    }

    /**
     * The name with its library, for a sentence.
     *
     * @throws IllegalStateException as {@link #name} does
     */
    public static String fullName() {
        return BLIS == null ? "OpenBLAS' kernel " + name() : BLIS;
    }

    /** Whether BLIS would be faster here, but cannot be loaded. */
    public static boolean lacksBlis() {
        return BLIS == null && FAULT == null && BlasChoice.here() == BlasChoice.BLIS_IF_INSTALLED;
    }

    /** The name of its kernel; null where OpenBLAS is to multiply. */
    private static @Nullable String blis() {
        BlasChoice choice = BlasChoice.here();
        if (choice == BlasChoice.OPENBLAS) {
            return null;
        }
        try {
            return Blis.load();
        } catch (LinkageError e) {
            if (choice == BlasChoice.BLIS_IF_INSTALLED) {
                return null;
            }
            throw new IllegalStateException(
                    LIBRARY + " is \"blis\", but " + Blis.FILE + " cannot be loaded (" + e.getMessage()
                            + "); install it (" + INSTALL + "), or leave the variable out",
                    e);
        }
    }
}
