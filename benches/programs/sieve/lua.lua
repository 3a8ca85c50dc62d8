local N = 500000

local function run(n)
    local prime = {}
    for i = 1, n do prime[i] = true end
    local count = 0
    local i = 2
    while i <= n do
        if prime[i] then
            count = count + 1
            local multiple = i * i
            while multiple <= n do
                prime[multiple] = false
                multiple = multiple + i
            end
        end
        i = i + 1
    end
    return count
end

print(run(N))
