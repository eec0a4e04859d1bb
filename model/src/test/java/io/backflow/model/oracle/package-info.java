/** Numbers that other programs computed: one handler for each kind of file. */
package io.backflow.model.oracle;
