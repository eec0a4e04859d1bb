package io.backflow.model.kernel;

import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import java.util.Map;

/**
 * BLIS, a library of matrix products that the system may have. On processors without AVX-512 it multiplies small
 * matrices where they lie, while OpenBLAS repacks them at each call.
 *
 * <p>Its functions have the names of OpenBLAS' (the interface CBLAS). Once it is loaded with its symbols visible to
 * all, the dynamic linker binds calls of those names to it, from wherever they come; what only OpenBLAS has stays
 * OpenBLAS'. So it has to be loaded before the first product.
 */
final class Blis {

    /** BLIS 0.9 and newer, by the name that stays the same while the interface does. */
    static final String FILE = "libblis.so.4";

    /** {@code RTLD_LAZY | RTLD_GLOBAL | RTLD_NODELETE} of {@code dlopen} on Linux: it stays when JNA closes it. */
    private static final int LAZY_GLOBAL_FOR_GOOD = 0x1101;

    private Blis() {}

    /**
     * Makes it the library of this process' products, on one thread.
     *
     * @return its version and the processor that its kernels are for, such as {@code BLIS-0.9.0-zen3}
     * @throws LinkageError if the system does not have it, or has one that was built without the interface CBLAS
     */
    static String load() {
        NativeLibrary blis = NativeLibrary.getInstance(FILE, Map.of(Library.OPTION_OPEN_FLAGS, LAZY_GLOBAL_FOR_GOOD));
        blis.getFunction("cblas_sgemm");
        blis.getFunction("bli_thread_set_num_threads").invokeVoid(new Object[] {1L});
        Object[] processor = {blis.getFunction("bli_arch_query_id").invokeInt(new Object[0])};
        return BlasKernel.OF_BLIS + blis.getFunction("bli_info_get_version_str").invokeString(new Object[0], false)
                + "-" + blis.getFunction("bli_arch_string").invokeString(processor, false);
    }
}
