#!/usr/bin/env node
import '../src/operator/main.ts';
