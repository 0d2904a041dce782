#!/usr/bin/env node
import '../dist/practice/main.js';
