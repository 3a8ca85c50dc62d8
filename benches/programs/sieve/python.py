N = 500_000


def run(n):
    prime = [True for _ in range(n + 1)]
    count = 0
    i = 2
    while i <= n:
        if prime[i]:
            count = count + 1
            multiple = i * i
            while multiple <= n:
                prime[multiple] = False
                multiple = multiple + i
        i = i + 1
    return count


print(run(N))
