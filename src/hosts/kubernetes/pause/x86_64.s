# The program of a pod's pause container, for x86-64. See README.md.

        .set    base, 0x400000
        .set    sys_sigprocmask, 14
        .set    sys_exit, 60
        .set    sys_wait4, 61
        .set    sys_sigtimedwait, 128
        .set    SIGCHLD, 17
        .set    WNOHANG, 1

# The header of an executable file, and of its only segment: all of the file, to be read and run.
file:   .byte   0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0
        .short  2, 62
        .long   1
        .quad   base + start - file, segment - file, 0
        .long   0
        .short  64, 56, 1, 0, 0, 0
segment:
        .long   1, 5
        .quad   0, base, base, end - file, end - file, 0x1000

# Signals are blocked, because a first process without handlers would never get them.
start:  mov     $sys_sigprocmask, %eax
        xor     %edi, %edi
        lea     signals(%rip), %rsi
        xor     %edx, %edx
        mov     $8, %r10d
        syscall

# Waits for a signal. SIGTERM and SIGINT end the program, SIGCHLD means that processes have ended.
wait:   mov     $sys_sigtimedwait, %eax
        lea     signals(%rip), %rdi
        xor     %esi, %esi
        xor     %edx, %edx
        mov     $8, %r10d
        syscall
        cmp     $SIGCHLD, %eax
        je      reap
        test    %eax, %eax
        js      wait
        mov     $sys_exit, %eax
        xor     %edi, %edi
        syscall

# Reaps all processes that have ended: the first process inherits orphans.
reap:   mov     $sys_wait4, %eax
        mov     $-1, %rdi
        xor     %esi, %esi
        mov     $WNOHANG, %edx
        xor     %r10d, %r10d
        syscall
        test    %eax, %eax
        jg      reap
        jmp     wait

# SIGINT, SIGTERM, SIGCHLD: signal N is bit N - 1.
        .balign 8
signals: .quad  1 << 1 | 1 << 14 | 1 << 16
end:
