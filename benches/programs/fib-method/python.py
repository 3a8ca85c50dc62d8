N = 27


class Calculator:
    def fib(self, n):
        if n < 2:
            return n
        return self.fib(n - 1) + self.fib(n - 2)


print(Calculator().fib(N))
