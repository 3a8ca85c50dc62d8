[(class_body) (block) (cases) (map) (list) (map_contract) (list_contract) (block_comment)] @fold
