local N = 300000

local function rows(n)
    local rows = {}
    for i = 0, n - 1 do
        rows[i + 1] = { id = i, name = "n" .. i, category = "c" .. i % 17, price = i * 7919 % 1000, quantity = i % 13 }
    end
    return rows
end

print(#rows(N))
