// The program of a pod's pause container, for 64-bit ARM. See README.md.

        .set    base, 0x400000
        .set    sys_exit, 93
        .set    sys_sigprocmask, 135
        .set    sys_sigtimedwait, 137
        .set    sys_wait4, 260
        .set    SIGCHLD, 17
        .set    WNOHANG, 1

// The header of an executable file, and of its only segment: all of the file, to be read and run.
file:   .byte   0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0
        .short  2, 183
        .long   1
        .quad   base + start - file, segment - file, 0
        .long   0
        .short  64, 56, 1, 0, 0, 0
segment:
        .long   1, 5
        .quad   0, base, base, end - file, end - file, 0x10000

// Signals are blocked, because a first process without handlers would never get them.
start:  mov     x8, #sys_sigprocmask
        mov     x0, #0
        adr     x1, signals
        mov     x2, #0
        mov     x3, #8
        svc     #0

// Waits for a signal. SIGTERM and SIGINT end the program, SIGCHLD means that processes have ended.
wait:   mov     x8, #sys_sigtimedwait
        adr     x0, signals
        mov     x1, #0
        mov     x2, #0
        mov     x3, #8
        svc     #0
        cmp     w0, #SIGCHLD
        b.eq    reap
        tbnz    w0, #31, wait
        mov     x8, #sys_exit
        mov     x0, #0
        svc     #0

// Reaps all processes that have ended: the first process inherits orphans.
reap:   mov     x8, #sys_wait4
        mov     x0, #-1
        mov     x1, #0
        mov     x2, #WNOHANG
        mov     x3, #0
        svc     #0
        cmp     w0, #0
        b.gt    reap
        b       wait

// SIGINT, SIGTERM, SIGCHLD: signal N is bit N - 1.
        .balign 8
signals: .quad  1 << 1 | 1 << 14 | 1 << 16
end:
