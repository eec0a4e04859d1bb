package io.backflow.model.kernel;

import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * Which kernel OpenBLAS multiplies matrices with in this process. It is chosen when the library loads: the one that the
 * environment variable {@value #VARIABLE} names, or else the best that the processor can run. Kernels add in orders of
 * their own, so that two of them give products whose last bits differ.
 */
public final class BlasKernel {

    /** The environment variable that OpenBLAS reads once; it ignores a name that it does not know. */
    public static final String VARIABLE = "OPENBLAS_CORETYPE";

    /** The name where the library was built for one kind of processor only, or for one that is not listed here. */
    public static final String UNKNOWN = "unknown";

    /** OpenBLAS' spelling, from {@code driver/others/dynamic.c} and {@code dynamic_arm64.c}. */
    private static final List<String> NAMES = List.of(
            "Prescott",
            "Core2",
            "Nehalem",
            "Barcelona",
            "Sandybridge",
            "Bulldozer",
            "Piledriver",
            "Steamroller",
            "Excavator",
            "Haswell",
            "Zen",
            "SkylakeX",
            "Cooperlake",
            "SapphireRapids",
            "armv8",
            "armv8sve",
            "armv9sme",
            "cortexa53",
            "cortexa55",
            "cortexa57",
            "cortexa72",
            "cortexa73",
            "cortexa76",
            "neoversen1",
            "neoversev1",
            "neoversen2",
            "falkor",
            "thunderx",
            "thunderx2t99",
            "thunderx3t110",
            "tsv110",
            "emag8180",
            "a64fx",
            "vortexm4");

    /** Points to the table of the chosen kernel; each kernel's table has its name as suffix. */
    private static final String TABLE = "gotoblas";

    private static final String NAME = find();

    private BlasKernel() {}

    /** The name, as OpenBLAS spells it, such as {@code Haswell}; {@value #UNKNOWN} if it is unknown. */
    public static String name() {
        return NAME;
    }

    /**
     * What {@code openblas_get_corename} does, which the presets do not have: compares the table with each that there
     * is.
     */
    private static String find() {
        Loader.load(openblas.class);
        Pointer chosen = Loader.addressof(TABLE);
        if (chosen == null) {
            return UNKNOWN;
        }
        long table = new PointerPointer<>(chosen).get(0).address();
        return NAMES.stream()
                .filter(name -> addressOf(TABLE + "_" + name.toUpperCase(Locale.ROOT)) == table)
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** 0 where the library has no such symbol. */
    private static long addressOf(String symbol) {
        Pointer pointer = Loader.addressof(symbol);
        return pointer == null ? 0 : pointer.address();
    }
}
