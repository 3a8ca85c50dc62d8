local N = 3000000

local function run(n)
    local sum = 0
    local i = 0
    while i < n do
        if i % 3 == 0 then
            sum = sum + i * 2
        else
            sum = sum - i + 1
        end
        i = i + 1
    end
    return sum
end

print(run(N))
